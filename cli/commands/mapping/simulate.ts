import { simulatePush } from '#shared/contract/endpoints/deliveries.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, list, text } from '../../tree/options.ts';

/** `ocore mapping simulate`. */
export const mappingSimulate = apiCommand('mapping simulate', simulatePush, {
  summary: 'Tell what a push would deploy, and why; nothing is deployed',
  examples: ['ocore mapping simulate prj_… --branch main', 'ocore mapping simulate prj_… --tag v1.2.0'],
  arguments: ['project'],
  options: [
    { ...text('--branch <branch>', 'branch', 'a branch'), read: (value) => ({ branch: value, event: 'push' }) },
    { ...text('--tag <tag>', 'tag', 'a tag'), read: (value) => ({ tag: value, event: 'tag' }), conflicts: 'branch' },
    choice(
      '--event <event>',
      'event',
      ['push', 'merge', 'tag', 'delete'],
      'what happens to it (default: push, or tag)',
    ),
    text('--commit <sha>', 'commitSha', 'the commit'),
    text('--message <text>', 'message', 'the message of the commit'),
    list('--file <paths...>', 'files', 'the files that changed'),
  ],
  shape: 'one',
  idOf: null,
});
