import { describe, expect, it } from 'vitest';
import { consoleFolder } from '#shared/config/console-folder.ts';

describe('the folder with the built console', () => {
  it('lies beside the code on AWS', () => {
    expect(consoleFolder({ LAMBDA_TASK_ROOT: '/var/task' })).toBe('/var/task/console');
  });

  it('is what npm start says', () => {
    expect(consoleFolder({ CONSOLE_FOLDER: '/built', LAMBDA_TASK_ROOT: '/var/task' })).toBe('/built');
  });

  it('is asked for in vain where neither is known', () => {
    expect(() => consoleFolder({})).toThrow('Neither CONSOLE_FOLDER nor LAMBDA_TASK_ROOT is set.');
  });
});
