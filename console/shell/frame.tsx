import { Burger, Group, Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { CommandLineProvider } from '../ui/command-lines.tsx';
import { DialogHost } from '../ui/dialog-host.tsx';
import { Notices } from '../ui/notices.tsx';
import { AccountDrawer } from './account-drawer.tsx';
import { CommandDrawer } from './command-drawer.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Navigation } from './navigation.tsx';

/** Moves the focus to the new screen, so that a keyboard and a screen reader begin there. */
const useFocusOnNavigation = () => {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
};

/** Says that the next screen is on its way: its file may take seconds, and the present screen stays meanwhile. */
const NextScreen = (): ReactNode => (
  <div role="status">
    {useNavigation().state === 'loading' && <div className="next-screen">Loading the screen…</div>}
  </div>
);

/** The frame of every screen: header, navigation, content. */
export const Frame = (): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  const main = useFocusOnNavigation();
  return (
    <CommandLineProvider>
      <a href="#main" className="skip-link">
        Skip to the content
      </a>
      <NextScreen />
      <div className="frame">
        <header className="frame-header">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger
              hiddenFrom="sm"
              size="sm"
              opened={isOpen}
              onClick={() => setOpen(!isOpen)}
              aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
              aria-expanded={isOpen}
            />
            <Text fw={700} className="one-line">
              oCore
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap" miw={0}>
            <CommandDrawer />
            <AccountDrawer />
          </Group>
        </header>
        <div className="frame-navigation" data-open={isOpen}>
          <Navigation onFollow={() => setOpen(false)} />
        </div>
        <main id="main" ref={main} tabIndex={-1} className="frame-main">
          <ConnectionBanner />
          <DialogHost>
            <Outlet />
          </DialogHost>
        </main>
      </div>
      <Notices />
      <ScrollRestoration />
    </CommandLineProvider>
  );
};
