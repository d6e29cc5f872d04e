/** What the server before the API sends with each request, where only such requests are answered (D-102). */
export const originHeader = 'x-ocore-origin';
