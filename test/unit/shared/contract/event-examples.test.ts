import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CloudEvent, EventType } from '#shared/contract/event.ts';
import { eventDataSchema } from '#shared/contract/event-data.ts';

const page = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8');
const Envelope = z.strictObject(CloudEvent.shape);
/** The sections of the page: a type, what it says, and its payload. */
const sections = [...page.matchAll(/^### `([a-z.-]+)`\n\n(.+?)\n\n```json\n(.+?)\n```$/gms)].map(
  ([, type = '', text = '', json = '']) => ({ type, text, json }),
);

describe('docs/events.md', () => {
  it('has a payload for each type, and none more', () => {
    expect(sections.map(({ type }) => type)).toEqual(EventType.options);
  });

  it.each(sections.map((section) => [section.type, section] as const))(
    'shows %s as its schema says',
    (type, { json }) => {
      const event = Envelope.parse(JSON.parse(json));

      expect(event.type).toBe(type);
      expect(event.source).toMatch(
        /^(?:member|role|api-key)\./.test(type)
          ? /^\/organizations\/org_\w+$/
          : /^\/organizations\/org_\w+\/projects\/prj_\w+$/,
      );
      expect(eventDataSchema(type as EventType).parse(event.data)).toEqual(event.data);
      expect(JSON.stringify(event)).not.toMatch(/"secret":"/);
    },
  );
});
