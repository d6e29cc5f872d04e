import type { ReactNode } from 'react';
import { Page } from '../ui/page.tsx';
export const Component = (): ReactNode => <Page title="Needs attention">x</Page>;
