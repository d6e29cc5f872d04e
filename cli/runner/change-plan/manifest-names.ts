/** What a module's manifest is called. Odoo takes the first of them where a folder has both. */
export const manifestNames: readonly string[] = ['__manifest__.py', '__openerp__.py'];
