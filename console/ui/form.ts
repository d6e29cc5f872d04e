import { type FormEvent, useEffect, useState } from 'react';
import type * as z from 'zod/mini';
import { fieldErrors } from './problem.tsx';

export type Form<Values> = {
  readonly values: Values;
  readonly set: <K extends keyof Values>(name: K, value: Values[K]) => void;
  /** Sets several at once: for a group of fields that several forms share. */
  readonly patch: (values: Partial<Values>) => void;
  /** What is wrong with a field, or with an entry of its list: of the schema, or of the service's answer; null if nothing. */
  readonly errorOf: (name: string) => string | null;
  /** The failed call, until the next one. */
  readonly failure: unknown;
  readonly isSending: boolean;
  readonly submit: (event?: FormEvent<Element>) => void;
  readonly reset: (values?: Values) => void;
};

const issuesOf = (error: z.core.$ZodError): Readonly<Record<string, string>> =>
  Object.fromEntries(error.issues.map(({ path, message }) => [path.map(String).join('/'), message]));

/** The errors of the other fields: those of a list's entries, `paths/0`, go with the list. */
const withoutField = (errors: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => field !== name && !field.startsWith(`${name}/`)));

/** What is wrong with an entry of a list, `paths/0`. */
const entryError = (errors: Readonly<Record<string, string>>, name: string): string | null =>
  Object.entries(errors).find(
    ([field]) => field.startsWith(`${name}/`) && /^\d+$/.test(field.slice(name.length + 1)),
  )?.[1] ?? null;

/** A field with an error, or the first choice of a group with one. */
const wrongField = '[aria-invalid="true"], .mantine-CheckboxGroup-root[data-error] input:enabled';

/**
 * Leads to the first field with an error, once it is on the screen: a long form may have been scrolled away from it, and
 * would answer with nothing that one sees.
 */
const useFocusOnError = (): ((form: Element | null) => void) => {
  const [refused, setRefused] = useState<{ readonly form: Element | null } | null>(null);
  useEffect(() => {
    refused?.form?.querySelector<HTMLElement>(wrongField)?.focus();
  }, [refused]);
  return (form) => setRefused({ form });
};

/**
 * A form of a body of the contract: its schema checks it before the call, and the answer's field errors stand at the
 * fields, the first of which gets the focus. Nothing that was entered is lost on a failure.
 * @param bodyOf makes the body of what was entered
 * @param send makes the call; what it throws is shown
 */
export const useForm = <Values extends object, Schema extends z.ZodMiniType>(
  schema: Schema,
  initial: Values,
  bodyOf: (values: Values) => z.input<Schema>,
  send: (body: z.input<Schema>) => Promise<unknown>,
): Form<Values> => {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const focusOnError = useFocusOnError();

  const run = async (form: Element | null): Promise<void> => {
    const body = bodyOf(values);
    const checked = schema.safeParse(body);
    setFailure(null);
    if (!checked.success) {
      setErrors(issuesOf(checked.error));
      focusOnError(form);
      return;
    }
    setErrors({});
    setSending(true);
    try {
      await send(body);
    } catch (error) {
      setErrors(fieldErrors(error));
      setFailure(error);
      focusOnError(form);
    } finally {
      setSending(false);
    }
  };

  return {
    values,
    set: (name, value) => {
      setValues((before) => ({ ...before, [name]: value }));
      setErrors((before) => withoutField(before, String(name)));
    },
    patch: (changed) => {
      setValues((before) => ({ ...before, ...changed }));
      setErrors({});
    },
    errorOf: (name) => errors[name] ?? entryError(errors, name),
    failure,
    isSending,
    submit: (event) => {
      event?.preventDefault();
      if (!isSending) run(event?.currentTarget ?? null);
    },
    reset: (next = initial) => {
      setValues(next);
      setErrors({});
      setFailure(null);
    },
  };
};
