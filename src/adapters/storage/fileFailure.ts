/** Errors of the file system as failures a user can act on. */
import { codeOf, fail, messageOf } from '../../domain/failure.ts';

export function fileFailure(thrown: unknown, path: string, action: 'read' | 'write'): ReturnType<typeof fail> {
  const cause = { cause: messageOf(thrown) };
  switch (codeOf(thrown)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('diskFull', `The disk is full: ${path} could not be written.`, 'Free some space and resume the run; everything measured so far is kept.', cause);
    case 'ENOENT':
      return fail('fileUnreadable', `${path} does not exist.`, 'Check the path.', cause);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return action === 'read'
        ? fail('fileUnreadable', `${path} may not be read by this user.`, 'Check its permissions.', cause)
        : fail('fileUnwritable', `${path} may not be written by this user.`, 'Choose another folder with --out or check its permissions.', cause);
    default:
      return fail(action === 'read' ? 'fileUnreadable' : 'fileUnwritable', `${path} could not be ${action === 'read' ? 'read' : 'written'}.`, 'Check the path and its permissions.', cause);
  }
}
