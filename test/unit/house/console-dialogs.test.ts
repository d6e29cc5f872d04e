import { describe, expect, it } from 'vitest';
import { sourceFiles, withoutComments } from './source-files.ts';

type Files = ReadonlyMap<string, string>;

/** Where the element of a dialog may stand: it is handed to the host, or is all that a component or a function gives. */
const handedOver = /(?:\bopen\(|\bReactNode =>|\breturn|\bdialog:|\badd\('[^']+',)\s*\(?\s*$/;

/** Dialogs that a screen renders itself: a row that is read anew would take them away. */
const ownDialogs = (files: Files): string[] =>
  [...files].flatMap(([path, text]) => {
    const code = withoutComments(text);
    return [...code.matchAll(/<(\w*Dialog)\b/g)]
      .filter(({ index }) => !handedOver.test(code.slice(Math.max(0, index - 200), index)))
      .map(([, name]) => `${path}: ${name}`);
  });

/** Files that make a dialog without the one frame of dialogs. */
const ownModals = (files: Files): string[] =>
  [...files].filter(([, text]) => /<(?:Modal|Drawer|Popover|Menu|dialog)\b/.test(text)).map(([path]) => path);

const consoleFiles = new Map([...sourceFiles(['console'])].filter(([path]) => path.endsWith('.tsx')));
const planted = (text: string): Files => new Map([['planted.tsx', text]]);

describe('the dialogs of the console', () => {
  it('are opened outside of what is read anew', () => {
    expect(ownDialogs(consoleFiles)).toEqual([]);
  });

  it('have one frame; the two drawers belong to the frame of the console', () => {
    expect(ownModals(consoleFiles).sort()).toEqual([
      'console/shell/account-drawer.tsx',
      'console/shell/command-drawer.tsx',
      'console/ui/dialog.tsx',
    ]);
  });

  it('are found among the sources', () => {
    expect([...consoleFiles.values()].join('\n').match(/\bopen\(\s*<\w+Dialog/g)?.length).toBeGreaterThan(20);
  });
});

describe('the check of the dialogs', () => {
  it.each([
    '{isOpen && <EditDialog />}',
    "{open === 'edit' && (\n  <EditDialog />\n)}",
    '{isOpen ? <EditDialog /> : null}',
    '{isOpen ? null : <EditDialog />}',
    '<li><EditDialog /></li>',
    '{rows.map((row) => <EditDialog key={row.id} />)}',
    '<Loaded read={read}>{({ body }) => <ConfirmDialog title={body.name} />}</Loaded>',
  ])('finds %s', (text) => {
    expect(ownDialogs(planted(text))).toHaveLength(1);
  });

  it.each([
    'onClick={() => open(<EditDialog />)}',
    'open(\n  <EditDialog />,\n);',
    'const EditDialog = (): ReactNode => (\n  <FormDialog />\n);',
    'return (\n    <ConfirmDialog />\n  );',
    "add('Edit', <EditDialog />);",
    "{ words: 'Edit', dialog: <EditDialog /> }",
    "import { EditDialog } from './edit-dialog.tsx';",
  ])('finds nothing in %s', (text) => {
    expect(ownDialogs(planted(text))).toEqual([]);
  });
});
