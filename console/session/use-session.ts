import { useSyncExternalStore } from 'react';
import { type SessionState, sessionStore } from './session-store.ts';

/** Who is signed in here, now. */
export const useSession = (): SessionState => useSyncExternalStore(sessionStore.subscribe, sessionStore.state);
