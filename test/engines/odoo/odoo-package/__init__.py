"""Stands in for what click-odoo-update needs of Odoo: configuration and log, the database (by psql), where modules are, and a
registry. As with Odoo, a registry fails where the code has what the database has not: a module with a file `ahead`, until its
data.txt has been loaded. Then no module stays marked.
"""
import ast
import logging
import os
import subprocess
import sys
import types

from . import release

SUPERUSER_ID = 1


def module(name, **members):
    made = sys.modules[name] = types.ModuleType(name)
    made.__dict__.update(members)
    return made


class Config(dict):
    def parse_config(self, arguments, setup_logging):
        self.update(zip((one[2:] for one in arguments[::2]), arguments[1::2]))
        # As Odoo: a space ends each line.
        line = f"%(asctime)s {os.getpid()} %(levelname)s {self['database']} %(name)s: %(message)s "
        logging.basicConfig(filename=self["logfile"], level=self["log-level"].upper(), format=line)


config = Config()


class Cursor:
    """Each query is sent to one psql."""

    def __init__(self, database):
        command = ["psql", "-XAt", "-v", "ON_ERROR_STOP=1", "-d", database]
        self.psql = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._obj = self

    def execute(self, query, values=()):
        texts = ("'" + str(value).replace("'", "''") + "'" for value in values)
        self.psql.stdin.write(query % tuple(texts) + ";\n\\echo --\n")
        self.psql.stdin.flush()
        lines = list(iter(lambda: self.psql.stdout.readline().rstrip("\n"), "--"))
        self.rowcount = int(lines[-1].split()[-1]) if lines and not query.lstrip().startswith("SELECT") else len(lines)
        self.rows = [line.split("|") for line in lines]

    def fetchone(self):
        return self.rows[0] if self.rows else None

    def fetchall(self):
        return self.rows

    def commit(self):
        pass

    rollback = commit

    def close(self):
        self.psql.communicate()

    __enter__ = lambda self: self
    __exit__ = lambda self, *error: self.close()


class Connection:
    def __init__(self, database):
        self.database = database

    def cursor(self):
        return Cursor(self.database)


def get_module_path(name):
    for folder in config["addons-path"].split(","):
        if os.path.exists(os.path.join(folder, name, "__manifest__.py")):
            return os.path.join(folder, name)
    return None


def get_manifest(name):
    if get_module_path(name) is None:
        return {}
    with open(os.path.join(get_module_path(name), "__manifest__.py")) as file:
        return {"installable": True, **ast.literal_eval(file.read())}


class Registry(Connection):
    def __init__(self, database):
        super().__init__(database)
        with self.cursor() as cursor:
            cursor.execute("SELECT name, value FROM module_data")
            for name, value in cursor.fetchall():
                folder = get_module_path(name)
                if folder and os.path.exists(os.path.join(folder, "ahead")):
                    with open(os.path.join(folder, "data.txt")) as file:
                        if file.read() == value:
                            continue
                    cursor.execute("UPDATE ir_module_module SET state = 'installed' WHERE state = 'to upgrade'")
                    raise Exception(f"column {name}.x does not exist")

    delete = staticmethod(lambda database: None)


class Environment:
    def __init__(self, cr, uid, context):
        pass

    def __getitem__(self, model):
        return types.SimpleNamespace(context_get=dict)


# What click-odoo-update imports for other commands.
module("psycopg2")
module("odoo.api", Environment=Environment)
module("odoo.cli", server=module("odoo.cli.server", report_configuration=lambda: None))
sql_db = module("odoo.sql_db", db_connect=Connection, close_db=lambda database: None)
tools = module("odoo.tools", config=config)
modules = module(
    "odoo.modules",
    get_manifest=get_manifest,
    module=types.SimpleNamespace(get_module_path=get_module_path),
    registry=module("odoo.modules.registry", Registry=Registry),
)
