"""Prints the manifest of each wheel in a folder: a line of JSON with the wheel's name and the file in Base64."""

import base64
import json
import pathlib
import sys
import zipfile

for wheel in sorted(pathlib.Path(sys.argv[1]).glob("*.whl")):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(("/__manifest__.py", "/__openerp__.py")):
                print(json.dumps([f"{wheel.name}: {name}", base64.b64encode(archive.read(name)).decode()]))
