/** The header that the server in front of the API adds to each request, if only such requests are answered (D-102). */
export const originHeader = 'x-ocore-origin';
