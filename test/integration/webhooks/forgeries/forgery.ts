import type { Delivery } from '../delivery.ts';
import type { Scene } from '../scene.ts';

/** What was changed in an authentic delivery, and the delivery with that one change. */
export type Forgery = readonly [change: string, forge: (scene: Scene) => Delivery];

/** The authentic delivery with a header of another value. */
export const withHeader = (scene: Scene, name: string, change: (right: string) => string): Delivery => {
  const valid = scene.valid();
  return { ...valid, headers: { ...valid.headers, [name]: change(valid.headers[name] ?? '') } };
};

/** The authentic delivery without a header, and with others in its place. */
export const withoutHeader = (scene: Scene, name: string, others: Readonly<Record<string, string>> = {}): Delivery => {
  const valid = scene.valid();
  const { [name]: _gone, ...rest } = valid.headers;
  return { ...valid, headers: { ...rest, ...others } };
};

/** The authentic delivery with the headers of another text or secret. */
export const signedWith = (scene: Scene, secret: string, body = scene.body): Delivery => ({
  ...scene.valid(),
  headers: scene.kind.sign(body, secret),
});

/** The first ASCII letter or digit in its full-width form, which looks alike and is folded to it by NFKC. */
export const fullWidth = (text: string, at = 0): string =>
  `${text.slice(0, at)}${String.fromCharCode(text.charCodeAt(at) + 0xfee0)}${text.slice(at + 1)}`;
