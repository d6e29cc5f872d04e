import { Textarea, type TextareaProps, TextInput, type TextInputProps } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Form } from './form.ts';

/** What a field needs of a form whose value of this name is a text. */
type FormWith<Name extends string> = Pick<Form<never>, 'errorOf'> & {
  readonly values: Readonly<Record<Name, string>>;
  readonly set: (name: Name, value: string) => void;
};

type Of<Name extends string, Props> = Omit<Props, 'form' | 'name' | 'value' | 'onChange' | 'error'> & {
  readonly form: FormWith<Name>;
  readonly name: Name;
  readonly 'data-autofocus'?: boolean;
};

/** A line of text of a form, with its error. */
export const TextField = <Name extends string>({ form, name, ...props }: Of<Name, TextInputProps>): ReactNode => (
  <TextInput
    {...props}
    value={form.values[name]}
    onChange={(event) => form.set(name, event.currentTarget.value)}
    error={form.errorOf(name)}
  />
);

/** Several lines of text of a form, with their error. */
export const LongTextField = <Name extends string>({ form, name, ...props }: Of<Name, TextareaProps>): ReactNode => (
  <Textarea
    {...props}
    autosize={false}
    value={form.values[name]}
    onChange={(event) => form.set(name, event.currentTarget.value)}
    error={form.errorOf(name)}
  />
);
