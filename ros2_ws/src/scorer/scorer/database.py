"""The database of the leaderboard: SQLite or PostgreSQL, opened, checked and made where needed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from scorer.tables import Base, SchemaRow

SCHEMA_VERSION = 2  # goes up with every change of the tables
BUSY_TIMEOUT_S = 10.0  # how long a writer waits for another process
POSTGRESQL = 'postgresql+psycopg'  # psycopg 3
CREATION_LOCK = 0x4A657A65726F  # of PostgreSQL; any number that nobody else takes


class StoreError(RuntimeError):
    """The leaderboard cannot be read or written; one sentence with its address."""


class ConflictError(StoreError):
    """What was to be entered is there already."""


class Database:
    """Sessions of the leaderboard's database. Safe to share between threads.

    address: for people, without a password.
    """

    def __init__(self, address: str, *, create: bool = True) -> None:
        """Open it, and make it where there is none if asked to; raises StoreError.

        address: an SQLite file, or a URL: postgresql://user@host/name.
        """
        self.address = address
        try:
            url = _url(address)
            self.address = address if url.database == address else str(url)  # hides a password
            if url.get_backend_name() == 'sqlite':
                _prepare_file(url, create)
            self._engine = _engine(url)
            self._prepare_tables()
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise self._error('opened', error) from None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that changes nothing; raises StoreError."""
        with self._session(self._engine, 'read') as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session whose changes are on the disk afterwards, all or none.

        In SQLite it is the only one that writes from its first statement on. Raises StoreError.
        """
        engine = self._engine.execution_options(sqlite_begin='BEGIN IMMEDIATE')
        with self._session(engine, 'written') as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _session(self, engine: Engine, verb: str) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session:
                yield session
        except IntegrityError as error:
            raise ConflictError(str(self._error(verb, error))) from None
        except SQLAlchemyError as error:
            raise self._error(verb, error) from None

    def _prepare_tables(self) -> None:
        """Make what is missing, and refuse what a newer version made."""
        engine = self._engine.execution_options(sqlite_begin='BEGIN IMMEDIATE')
        with engine.begin() as connection:
            if connection.dialect.name == 'postgresql':  # two processes may come here at once
                connection.execute(
                    text('SELECT pg_advisory_xact_lock(:key)'), {'key': CREATION_LOCK}
                )
            version = _version(connection)
            if version > SCHEMA_VERSION:
                raise StoreError(
                    f'leaderboard {self.address} has tables of version {version}, this Jezero '
                    f'reads up to {SCHEMA_VERSION}; update Jezero, or name another store'
                )
            if version < SCHEMA_VERSION:
                # Version 1, and an empty database, lack tables only.
                Base.metadata.create_all(connection)
                connection.execute(insert(SchemaRow).values(version=SCHEMA_VERSION))

    def _error(self, verb: str, error: Exception) -> StoreError:
        cause = (str(getattr(error, 'orig', None) or error).splitlines() or ['unknown'])[0]
        return StoreError(f'leaderboard {self.address} cannot be {verb}: {cause}')


def _url(address: str) -> URL:
    if '://' not in address:
        return URL.create('sqlite', database=str(Path(address).expanduser()))
    url = make_url(address)
    if url.drivername in ('postgresql', 'postgres'):
        return url.set(drivername=POSTGRESQL)
    return url


def _prepare_file(url: URL, create: bool) -> None:
    file = Path(url.database or '')
    if not create and not file.exists():
        raise FileNotFoundError('there is no such file; drive a trial or submit a policy first')
    file.parent.mkdir(parents=True, exist_ok=True)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != 'sqlite':
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={'timeout': BUSY_TIMEOUT_S})
    event.listen(engine, 'connect', _on_sqlite_connect)
    event.listen(engine, 'begin', _on_sqlite_begin)
    return engine


def _on_sqlite_connect(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401
    connection.isolation_level = None  # or the driver begins transactions when it likes
    connection.execute('PRAGMA journal_mode = WAL')  # readers and a writer at the same time
    connection.execute('PRAGMA foreign_keys = ON')


def _on_sqlite_begin(connection: Connection) -> None:
    # A reader that turns writer fails where another wrote meanwhile; so writers say so at once.
    connection.exec_driver_sql(connection.get_execution_options().get('sqlite_begin', 'BEGIN'))


def _version(connection: Connection) -> int:
    """Return the version of the tables; 0 without any, 1 where none was written down."""
    tables = inspect(connection).get_table_names()
    if SchemaRow.__tablename__ in tables:
        return max(connection.scalars(select(SchemaRow.version)), default=0)
    return 1 if 'evaluations' in tables else 0
