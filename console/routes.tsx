import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import type { ProjectRoute } from './projects/project-context.ts';
import { RouteFailure } from './shell/route-failure.tsx';
import { Shell } from './shell/shell.tsx';
import { UnknownPage } from './shell/unknown-page.tsx';

const Start = () => <Navigate to={{ pathname: '/projects', search: location.search }} replace />;

/** The tabs of a project, below `/projects/{projectId}`. Each screen is a file of its own, loaded when it is opened. */
const projectTabs: RouteObject[] = [
  { index: true, lazy: () => import('./overview/overview-screen.tsx') },
  { path: 'repository', lazy: () => import('./repository/repository-screen.tsx') },
  { path: 'branches', lazy: () => import('./branches/branches-screen.tsx') },
  { path: 'environments', lazy: () => import('./environments/environments-screen.tsx') },
  { path: 'deployments', lazy: () => import('./deployments/deployments-screen.tsx') },
  { path: 'deployments/:deploymentId', lazy: () => import('./deployments/deployment-screen.tsx') },
  { path: 'deliveries', lazy: () => import('./deliveries/deliveries-screen.tsx') },
  { path: 'deliveries/:deliveryId', lazy: () => import('./deliveries/delivery-screen.tsx') },
  { path: 'access', lazy: () => import('./access/access-screen.tsx') },
  { path: 'settings', lazy: () => import('./settings/settings-screen.tsx') },
];

/** The screens. One line each: a file that exports `Component`. */
const screens: RouteObject[] = [
  { index: true, Component: Start },
  // Whoever is signed in already.
  { path: 'sign-in', Component: Start },
  { path: 'projects', lazy: () => import('./projects/projects-screen.tsx') },
  {
    path: 'projects/:projectId',
    handle: { screens: projectTabs.map(({ path = '' }) => path) } satisfies ProjectRoute,
    lazy: () => import('./projects/project-layout.tsx'),
    children: projectTabs,
  },
  { path: 'organization/members', lazy: () => import('./members/members-screen.tsx') },
  { path: 'organization/roles', lazy: () => import('./roles/roles-screen.tsx') },
  { path: 'organization/api-keys', lazy: () => import('./api-keys/api-keys-screen.tsx') },
  { path: 'organization/git-providers', lazy: () => import('./git-providers/git-providers-screen.tsx') },
  { path: 'organization/audit-log', lazy: () => import('./audit-log/audit-log-screen.tsx') },
  { path: 'attention', lazy: () => import('./attention/attention-screen.tsx') },
];

export const router = createBrowserRouter([
  { path: '/sign-in/callback', lazy: () => import('./sign-in/callback-screen.tsx'), ErrorBoundary: RouteFailure },
  { path: '/sign-in/issuer', lazy: () => import('./sign-in/issuer-screen.tsx'), ErrorBoundary: RouteFailure },
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: RouteFailure,
    HydrateFallback: () => null,
    children: [
      {
        // A screen that breaks leaves the navigation there.
        ErrorBoundary: RouteFailure,
        children: [...screens, { path: '*', Component: UnknownPage }],
      },
    ],
  },
]);
