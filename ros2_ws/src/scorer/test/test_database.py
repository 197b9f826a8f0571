"""The database is opened, made and brought up to date, or refused in one sentence."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from scorer.database import SCHEMA_VERSION, Database, StoreError
from scorer.store import Store
from scorer.tables import Base, EvaluationRow, SchemaRow, TrialRow
from sqlalchemy import create_engine, delete, text


def test_a_new_store_may_be_opened_by_many_at_once(address: str) -> None:
    with ThreadPoolExecutor(6) as people:
        for database in people.map(lambda _: Database(address), range(6)):
            database.close()
    with Database(address).reading() as session:
        assert session.scalars(text('select version from schema_version')).all() == [SCHEMA_VERSION]


def test_a_store_of_a_newer_version_is_refused(address: str) -> None:
    with Database(address).writing() as session:
        session.execute(delete(SchemaRow))
        session.add(SchemaRow(version=SCHEMA_VERSION + 1))
    with pytest.raises(StoreError, match='has tables of version 3, this Jezero reads up to 2'):
        Database(address)


def test_a_store_from_before_there_were_submissions_keeps_its_trials(tmp_path: Path) -> None:
    old = str(tmp_path / 'old.sqlite3')
    tables = [EvaluationRow.__table__, TrialRow.__table__]
    Base.metadata.create_all(create_engine(f'sqlite:///{old}'), tables=tables)
    Store(old).begin_evaluation('old.onnx', 'f' * 64)
    assert Store(old).evaluation(1).policy == 'old.onnx'
    assert Store(old).evaluation(1).submission is None


def test_a_write_that_fails_leaves_nothing_behind(address: str) -> None:
    database = Database(address)
    with pytest.raises(StoreError, match='cannot be written'), database.writing() as session:
        session.add(SchemaRow(version=7))
        session.flush()
        session.execute(text('select nothing from nowhere'))
    with database.reading() as session:
        assert session.get(SchemaRow, 7) is None


def test_a_reader_does_not_wait_for_a_writer(address: str) -> None:
    database = Database(address)
    with database.writing() as writer:
        writer.add(SchemaRow(version=1))
        writer.flush()
        with database.reading() as reader:
            assert reader.get(SchemaRow, 1) is None


def test_a_store_that_is_locked_for_good_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr('scorer.database.BUSY_TIMEOUT_S', 0.01)
    file = tmp_path / 'board.sqlite3'
    database = Database(str(file))
    with sqlite3.connect(file) as other:
        other.execute('BEGIN IMMEDIATE')
        with pytest.raises(StoreError, match='is locked'), database.writing() as session:
            session.add(SchemaRow(version=1))


def test_a_password_is_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Database('postgresql://ann:secret@/none?host=/nowhere')
    assert 'postgresql+psycopg://ann:***@/none' in str(caught.value)
    assert 'secret' not in str(caught.value)
