// Where templates of messages are found.
import { join, resolve } from 'node:path';
import { type AlertTemplates, openAlertTemplates } from '../../alerts/index.ts';
import { TEMPLATE_ROOT } from '../templates.ts';

/** The user's `templates/alert/` where they stand, then the package's. */
export function alertTemplates(): AlertTemplates {
  return openAlertTemplates([resolve('templates/alert'), join(TEMPLATE_ROOT, 'alert')]);
}
