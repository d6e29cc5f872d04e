import { readdirSync, readFileSync } from 'node:fs';

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended between the listing and the look.
    return '';
  }
};

const parentOf = (pid: string): string => /^PPid:\s*(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? '';

const descends = (pid: string, ancestor: string): boolean => {
  for (let one = pid; one !== '' && one !== '0'; one = parentOf(one)) if (one === ancestor) return true;
  return false;
};

/**
 * Resident memory of the service below `npm start`, from /proc: its Node process, without npm and the engine.
 * @returns megabytes, or null where the system has no /proc
 */
export const residentMemory = (npmPid: number): number | null => {
  const pids = readdirSync('/', { withFileTypes: true }).some((entry) => entry.name === 'proc')
    ? readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    : [];
  const service = pids.find((pid) => {
    const [program = '', script = ''] = read(`/proc/${pid}/cmdline`).split('\0');
    return /node$/.test(program) && script.endsWith('infra/local/main.ts') && descends(pid, String(npmPid));
  });
  const kilobytes =
    service === undefined ? undefined : /^VmRSS:\s*(\d+) kB$/m.exec(read(`/proc/${service}/status`))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
};
