import { UsageError } from '../usage-error.ts';
import type { Names } from './names.ts';

/** What a value of the command line puts into the query or the body. */
type Fields = Readonly<Record<string, unknown>>;

/** An option of a command. `Field` is the field of the row that it sets. */
export type CommandOption<Field extends string> = {
  readonly flags: string;
  readonly about: string;
  readonly field: Field;
  readonly required?: true;
  readonly choices?: readonly string[];
  readonly fallback?: string;
  /** Another option that must not be given beside it. */
  readonly conflicts?: string;
  /** @throws UsageError that says what the value must be */
  readonly read: (value: unknown, names: Names) => Fields | Promise<Fields>;
};

type More = { readonly required?: true; readonly fallback?: string };

/** A text as it is. */
export const text = <const F extends string>(
  flags: string,
  field: F,
  about: string,
  more: More = {},
): CommandOption<F> => ({
  flags,
  about,
  field,
  ...more,
  read: (value) => ({ [field]: value }),
});

/** A text; the empty text removes what is set. */
export const clearable = <const F extends string>(flags: string, field: F, about: string): CommandOption<F> => ({
  flags,
  about: `${about}; "" removes it`,
  field,
  read: (value) => ({ [field]: value === '' ? null : value }),
});

/** One of a few words. */
export const choice = <const F extends string>(
  flags: string,
  field: F,
  choices: readonly string[],
  about: string,
  more: More = {},
): CommandOption<F> => ({ flags, about, field, choices, ...more, read: (value) => ({ [field]: value }) });

/** Given or not. */
export const flag = <const F extends string>(flags: string, field: F, about: string): CommandOption<F> => ({
  flags,
  about,
  field,
  read: (value) => ({ [field]: value }),
});

/** `on` or `off`. */
export const onOff = <const F extends string>(flags: string, field: F, about: string): CommandOption<F> => ({
  flags,
  about,
  field,
  choices: ['on', 'off'],
  read: (value) => ({ [field]: value === 'on' }),
});

/** One or more texts; the single text "" is the empty list. */
export const list = <const F extends string>(flags: string, field: F, about: string): CommandOption<F> => ({
  flags,
  about: `${about}; "" for none`,
  field,
  read: (value) => {
    const values = value as readonly string[];
    return { [field]: values.length === 1 && values[0] === '' ? [] : values };
  },
});

/** A whole number. The API says which ones it takes. */
export const wholeNumber = <const F extends string>(flags: string, field: F, about: string): CommandOption<F> => ({
  flags,
  about,
  field,
  read: (value) => {
    if (!/^\d{1,15}$/.test(String(value)))
      throw new UsageError(`${flags.split(' ')[0]} must be a whole number, not ${value}.`);
    return { [field]: Number(value) };
  },
});

/** An environment by its id or name. */
export const environment = <const F extends string>(field: F, about: string, more: More = {}): CommandOption<F> => ({
  flags: '--environment <environment>',
  about: `${about}, by id or name`,
  field,
  ...more,
  read: async (value, names) => ({ [field]: await names.environment(String(value)) }),
});

/** Several, each by its id or name. */
export const namedList = <const F extends string>(
  flags: string,
  field: F,
  kind: 'project' | 'environment',
  about: string,
): CommandOption<F> => ({
  flags,
  about: `${about}, by id or name`,
  field,
  read: async (value, names) => {
    const ids: string[] = [];
    for (const one of value as readonly string[]) ids.push(await names[kind](one));
    return { [field]: ids };
  },
});

/** A role by its id or name. */
export const role: CommandOption<'roleId'> = {
  flags: '--role <role>',
  about: 'the role that they get, by id or name',
  field: 'roleId',
  required: true,
  read: async (value, names) => ({ roleId: await names.role(String(value)) }),
};

const hoursOf: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

/** When something ends: after so many hours, days or weeks from now, or at a point in time. */
export const ending = <const F extends string>(flags: string, field: F, about: string): CommandOption<F> => ({
  flags,
  about: `${about}: 90d, 12h, 2w, or a point in time such as 2027-06-30T00:00:00Z`,
  field,
  read: (value) => {
    const [, count, unit = ''] = /^(\d{1,5})([hdw])$/.exec(String(value)) ?? [];
    if (count === undefined) return { [field]: value };
    return { [field]: new Date(Date.now() + Number(count) * (hoursOf[unit] ?? 0) * 3_600_000).toISOString() };
  },
});

/** Which modules a deployment updates. */
export const update: CommandOption<'update'> = {
  flags: '--update <modules>',
  about: 'modules to update: changed, all, or names with commas between them',
  field: 'update',
  read: (value) => ({ update: value === 'all' || value === 'changed' ? value : String(value).split(',') }),
};

/** Of a deployment: the guard of the Odoo series. */
export const ignoreSeries: CommandOption<'ignoreSeries'> = flag(
  '--ignore-series',
  'ignoreSeries',
  'deploy modules of another Odoo series too',
);

/** The name under which commander keeps an option: `--odoo-version <v>` → `odooVersion`. */
export const keyOf = (flags: string): string =>
  (/--([\w-]+)/.exec(flags)?.[1] ?? '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
