import { createContext, Fragment, type ReactNode, useCallback, useContext, useState } from 'react';
import { useLocation } from 'react-router';

type Open = (dialog: ReactNode) => void;
type Shown = { readonly id: number; readonly dialog: ReactNode; readonly pathname: string };

const OpenContext = createContext<Open>(() => undefined);
const CloseContext = createContext<() => void>(() => undefined);

/**
 * Holds the one dialog of the frame, outside of the screen. What the screen reads anew while the dialog is open may change
 * or remove the row whose button opened it: neither what was entered nor a failure goes with the row. A dialog ends with
 * its screen.
 * Source: docs/design/console.md, "Dialogs"
 */
export const DialogHost = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [shown, show] = useState<Shown | null>(null);
  const { pathname } = useLocation();
  const open = useCallback<Open>(
    (dialog) => show((before) => ({ id: (before?.id ?? 0) + 1, dialog, pathname })),
    [pathname],
  );
  const id = shown?.id;
  // An answer that comes after its dialog was closed leaves the next dialog open.
  const close = useCallback(() => show((now) => (now?.id === id ? null : now)), [id]);
  if (shown !== null && shown.pathname !== pathname) show(null);
  return (
    <OpenContext value={open}>
      {children}
      {shown !== null && (
        <CloseContext value={close}>
          <Fragment key={shown.id}>{shown.dialog}</Fragment>
        </CloseContext>
      )}
    </OpenContext>
  );
};

/** Opens a dialog, which no later answer of the screen closes. */
export const useOpenDialog = (): Open => useContext(OpenContext);

/** Closes the dialog in which it is used. */
export const useCloseDialog = (): (() => void) => useContext(CloseContext);
