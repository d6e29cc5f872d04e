/** The file with certificates beside the code of each function. */
export const caBundleFile = 'ca-bundle.pem';

/** Where a function finds the authorities that it trusts besides the usual ones. Node reads the file of this variable. */
export const caBundleVariables = { NODE_EXTRA_CA_CERTS: `/var/task/${caBundleFile}` } as const;
