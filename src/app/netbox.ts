// NetBox as an inventory server.
import type { SourceRequest } from '../inventory/index.ts';
import { ToposcopeError } from '../model/index.ts';

export async function fetchNetbox(request: SourceRequest): Promise<unknown> {
  throw new ToposcopeError('CONFIG_UNSUPPORTED', `${request.url} cannot be read yet`, { hint: 'export it as CSV' });
}
