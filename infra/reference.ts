import * as z from 'zod';

/**
 * Whether only CloudFormation will know a text, as in an app of one's own: CDK writes such a reference as a token.
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/tokens.html
 */
const isReference = (text: string): boolean => /[$#]\{Token\[/.test(text);

/** The schema of a text of a form, or of a reference to such a text. */
export const textLike = (form: RegExp, message: string) =>
  z.string().refine((text) => isReference(text) || form.test(text), message);
