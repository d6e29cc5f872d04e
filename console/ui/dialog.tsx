import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useCloseDialog } from './dialog-host.tsx';

/** Gives the focus back to where it was when the dialog opened, or to the screen where that is gone. */
const useFocusReturn = (): void => {
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    // A dialog that has waited behind a sign-in was not opened by what has the focus after that.
    opener.current ??= document.activeElement;
    return () => {
      const { current: before } = opener;
      const target = before instanceof HTMLElement && before.isConnected ? before : document.getElementById('main');
      target?.focus({ preventScroll: true });
    };
  }, []);
};

/** A dialog, which `useOpenDialog` opens. Escape closes it, and focus goes back to where it was. */
export const Dialog = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => {
  const close = useCloseDialog();
  useFocusReturn();
  return (
    <Modal opened onClose={close} title={title} size="lg" returnFocus={false}>
      {children}
    </Modal>
  );
};
