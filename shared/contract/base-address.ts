/** An address without the slashes at its end, so that a path can follow it. Linear in its length. */
export const withoutSlashes = (address: string): string => address.replace(/(?<!\/)\/+$/, '');
