import { Modal } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

/** Gives the focus back to where it was when the dialog opened, also where the dialog is taken out at once. */
const useFocusReturn = (opened: boolean): void => {
  useEffect(() => {
    if (!opened) return;
    const before = document.activeElement;
    return () => {
      const target = before instanceof HTMLElement && before.isConnected ? before : document.getElementById('main');
      target?.focus({ preventScroll: true });
    };
  }, [opened]);
};

/** A dialog. Escape closes it, and focus goes back to where it was. */
export const Dialog = ({
  title,
  opened = true,
  onClose,
  children,
}: {
  readonly title: string;
  readonly opened?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode => {
  useFocusReturn(opened);
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="lg" returnFocus={false}>
      {children}
    </Modal>
  );
};
