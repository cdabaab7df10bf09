"""The tables of the roster: classes and people, with no more about them than signing in needs."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    false,
    text,
)

from grading.records.database import metadata

class_ = Table(
    "class",
    metadata,
    Column("id", String(16), primary_key=True, comment="random; names the hub's group"),
    Column("name", String(40), nullable=False, unique=True, comment="as the teacher wrote it"),
    Column("code", String(8), nullable=False, unique=True, comment="digits, on every card"),
    Column("jupyterlab", Boolean, nullable=False, server_default=false(), comment="may use it"),
)

person = Table(
    "person",
    metadata,
    Column("account", String(16), primary_key=True, comment="random; the hub's user name"),
    Column("role", String(8), nullable=False, comment="learner or teacher"),
    Column("name", String(40), nullable=False, comment="what the class calls this person"),
    Column("locale", String(35), nullable=False, comment="BCP 47; the language of lessons"),
    Column("class_id", String(16), ForeignKey("class.id"), comment="null for teachers"),
    Column("picture", String(16), nullable=False, comment="shown beside the name"),
    Column("active", Boolean, nullable=False, comment="false: cannot sign in, work is kept"),
    Column("ordinal", Integer, nullable=False, comment="1, 2… among equal names of a class"),
    Column("changed", Integer, nullable=False, comment="counts up to end older sessions"),
    Column("pin_hash", String(255), comment="argon2id"),
    Column("pictures_hash", String(255), comment="argon2id"),
    Column("password_hash", String(255), comment="argon2id; teachers only"),
    Column("duty", String(16), comment="facilitator or keeper; null: as the role"),
    CheckConstraint("role IN ('learner', 'teacher')", name="person_role"),
    CheckConstraint("(role = 'learner') = (class_id IS NOT NULL)", name="person_class"),
    Index("person_in_class", "class_id", "name", "ordinal", unique=True),
    Index("person_teacher", "name", unique=True, sqlite_where=text("role = 'teacher'")),
)

membership = Table(
    "membership",
    metadata,
    Column("account", String(16), ForeignKey("person.account"), primary_key=True),
    Column("class_id", String(16), ForeignKey("class.id"), primary_key=True),
)
"""Classes that a learner is in beside the one whose code she types."""

group = Table(
    "group",
    metadata,
    Column("id", String(16), primary_key=True, comment="random"),
    Column("class_id", String(16), ForeignKey("class.id"), nullable=False),
    Column("name", String(40), nullable=False, comment="as the teacher wrote it"),
    Index("group_of_class", "class_id", "name", unique=True),
)

group_member = Table(
    "group_member",
    metadata,
    Column("group_id", String(16), ForeignKey("group.id"), primary_key=True),
    Column("account", String(16), ForeignKey("person.account"), primary_key=True),
)
