"""
OpenShot's own importer of Final Cut Pro's XML: openshot-import.py FILE RATE_NUM RATE_DEN FOLDER. The project and the dialogs
around it are stood in for; a file that it asks for is in FOLDER, as a user would point there. Prints as JSON what it would save.
"""
import json
import os
import sys
import types

os.environ['QT_QPA_PLATFORM'] = 'offscreen'
sys.path.insert(0, '/usr/lib/python3/dist-packages/openshot_qt')
path, num, den, folder = sys.argv[1:5]
made = {'Track': [], 'Clip': [], 'File': []}


class Saved:
    def __init__(self):
        self.data = {}
        self.id = None

    def save(self):
        shelf = made[type(self).__name__]
        self.id = self.data['id'] = str(len(shelf))
        shelf.append(self.data)

    @classmethod
    def get(cls, path):
        for data in made[cls.__name__]:
            if data['path'] == path:
                found = cls()
                found.data, found.id = data, data['id']
                return found
        return None


class Project:
    current_filepath = ''

    def get(self, key):
        if key == 'fps':
            return {'num': int(num), 'den': int(den)}
        return [{'number': 0}, *made['Track']]


class Anything:
    def __getattr__(self, _name):
        return self

    def __call__(self, *_args, **_named):
        return self


def stand_in(name, **held):
    module = types.ModuleType(name)
    module.__dict__.update(held)
    sys.modules[name] = module


app = types.SimpleNamespace(project=Project(), window=Anything(), _tr=lambda text: text)
stand_in('classes.query', **{name: type(name, (Saved,), {}) for name in made})
stand_in('classes.app', get_app=lambda: app)
stand_in('classes.logger', log=Anything())

from PyQt5.QtWidgets import QFileDialog, QMessageBox  # noqa: E402

QFileDialog.getOpenFileName = staticmethod(lambda *_: (path, ''))
QFileDialog.getExistingDirectory = staticmethod(lambda *_: folder)
QMessageBox.warning = staticmethod(lambda *_: None)

from classes.importers.final_cut_pro import import_xml  # noqa: E402

import_xml()
files = {each['id']: each for each in made['File']}
print(json.dumps([
    {'track': clip['layer'], 'file': os.path.basename(files[clip['file_id']]['path']), 'kind': files[clip['file_id']]['media_type'],
     **{key: clip[key] for key in ('title', 'position', 'start', 'end')}}
    for clip in made['Clip']
]))
