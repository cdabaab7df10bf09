"""What the machine says of its memory, and which kernels go when it runs short."""

from hub_config.classroom.idle import QUIET, QUIET_WHEN_SHORT, UNWATCHED, Standing, may_go
from hub_config.lab import memory
from hub_config.lab.memory import KERNEL, LAB, MEBIBYTE, SPARE


def proc(tmp_path, megabytes, waits=None):
    """Write what /proc would say."""
    (tmp_path / "meminfo").write_text(f"MemTotal: 1 kB\nMemAvailable: {megabytes * 1024} kB\n")
    if waits is not None:
        (tmp_path / "pressure").mkdir(exist_ok=True)
        (tmp_path / "pressure" / "memory").write_text(
            f"some avg10={waits:.2f} avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00 total=1\n"
        )
    return tmp_path


def test_a_laptop_with_four_gigabytes_has_room_for_a_class_of_sixty(tmp_path):
    assert memory.room_for_kernels(proc=proc(tmp_path, 2900)) >= 60


def test_there_is_always_room_for_one_and_never_for_too_many(tmp_path):
    assert memory.room_for_kernels(proc=proc(tmp_path, 10)) == 1
    assert memory.room_for_kernels(proc=proc(tmp_path, 1_000_000)) == memory.MOST
    one_more = (LAB + SPARE + 8 * KERNEL) // MEBIBYTE
    assert memory.room_for_kernels(proc=proc(tmp_path, one_more)) == 8


def test_memory_is_short_below_what_is_to_be_spared(tmp_path):
    spare = 256 * MEBIBYTE
    assert memory.is_short(spare, proc(tmp_path, 255))
    assert not memory.is_short(spare, proc(tmp_path, 257))


def test_all_waiting_for_memory_is_short_sooner_where_the_system_measures_it(tmp_path):
    spare = 256 * MEBIBYTE
    assert memory.is_short(spare, proc(tmp_path, 400, waits=45))
    assert not memory.is_short(spare, proc(tmp_path, 400, waits=2))
    assert not memory.is_short(spare, proc(tmp_path, 4000, waits=45))


def test_a_machine_that_says_nothing_has_plenty(tmp_path):
    assert memory.pressure(tmp_path) == 0.0
    assert not memory.is_short(SPARE, tmp_path)


def test_the_machine_itself_is_read():
    assert 0 < memory.available() < 1 << 50


def test_unwatched_kernels_go_before_watched_ones_and_the_longest_idle_first():
    kernels = [
        Standing("watched", busy=False, watched=True, idle=QUIET + 100),
        Standing("short", busy=False, watched=False, idle=UNWATCHED + 1),
        Standing("long", busy=False, watched=False, idle=UNWATCHED + 50),
    ]
    assert may_go(kernels) == ["long", "short", "watched"]


def test_busy_kernels_and_those_just_used_stay():
    kernels = [
        Standing("busy", busy=True, watched=False, idle=1000),
        Standing("new", busy=False, watched=False, idle=UNWATCHED - 1),
        Standing("used", busy=False, watched=True, idle=QUIET - 1),
    ]
    assert may_go(kernels) == []


def test_when_memory_is_short_an_open_page_keeps_its_kernel_less_long():
    kernels = [Standing("used", busy=False, watched=True, idle=QUIET_WHEN_SHORT + 1)]
    assert may_go(kernels) == []
    assert may_go(kernels, short=True) == ["used"]


def test_servers_get_half_of_what_is_there_for_programs_and_at_least_one():
    assert memory.Room(kernels=1, spare_memory=0).servers == 1
    many = memory.Room(kernels=memory.MOST, spare_memory=0)
    assert many.servers * memory.SERVER * 2 <= memory.MOST * memory.KERNEL
    assert many.servers == 12
