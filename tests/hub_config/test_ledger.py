"""The ledger knows what the record says, however much of it it has read before."""

from hypothesis import given, settings
from hypothesis import strategies as st

from grading.records import standing
from grading.records.database import Database
from grading.records.erasure import erase
from hub_config.classroom.ledger import Ledger
from tests.grading.records.test_standing import ANSWER, CLASS, give, give_all

ROUNDS = st.lists(
    st.tuples(st.lists(ANSWER, max_size=6), st.sets(st.sampled_from(CLASS))), max_size=6
)


@settings(deadline=None, max_examples=30)
@given(rounds=ROUNDS)
def test_it_tells_what_the_record_tells(tmp_path_factory, rounds):
    database = Database(tmp_path_factory.mktemp("ledger") / "classroom.sqlite")
    database.upgrade()
    ledger = Ledger(database)
    try:
        for answers, learners in rounds:
            give_all(database, answers)
            with database.read() as connection:
                wanted = standing.in_all(connection, learners)
            assert ledger.read(learners) == wanted
    finally:
        database.close()


def test_who_was_erased_is_forgotten(tmp_path):
    database = Database(tmp_path / "classroom.sqlite")
    database.upgrade()
    ledger = Ledger(database)
    with database.write() as connection:
        give(connection, "k1", "wrong")
        give(connection, "k2", "wrong")
    assert {key[0] for key in ledger.read(["k1", "k2"])} == {"k1", "k2"}
    with database.write() as connection:
        erase(connection, "k1")
    assert {key[0] for key in ledger.read(["k2"])} == {"k2"}
    assert "k1" not in str(vars(ledger))
    database.close()
