/** The file names of a module's manifest. If a folder has both, Odoo uses the first. */
export const manifestNames: readonly string[] = ['__manifest__.py', '__openerp__.py'];
