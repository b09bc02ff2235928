import '../errors/messages.ts';
import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import type { z } from 'zod';
import type { FieldProblem } from '../errors/coded-error.ts';
import { invalid, unsupportedMedia } from '../errors/common-errors.ts';

const MAX_PROBLEMS = 50;

/** Checks every `@Body`, `@Query` and `@Param` that carries a schema; all problems are reported together, as 422. */
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => toProblem(issues as readonly z.core.$ZodIssue[]) });
  }

  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    // No parser took the body: it is absent or of another content type, and "field missing" would mislead.
    if (metadata.type === 'body' && metadata.schema && value === undefined) {
      throw unsupportedMedia({ detail: 'Send a JSON body with the header Content-Type: application/json.' });
    }
    return super.transform(value, metadata);
  }
}

function toProblem(issues: readonly z.core.$ZodIssue[]) {
  const errors = issues.flatMap(toFieldProblems).slice(0, MAX_PROBLEMS);
  const [first] = errors;
  if (errors.length !== 1 || !first) return invalid({ detail: `${errors.length} fields are wrong.`, errors });
  return invalid({
    code: issues[0] && ownCode(issues[0]),
    detail: `${first.pointer || 'The body'} ${first.message}`,
    errors,
  });
}

/** The code our own rules gave an issue; zod's codes describe its schemas, not the product. */
function ownCode(issue: z.core.$ZodIssue): string | undefined {
  return issue.code === 'custom' && typeof issue.params?.code === 'string' ? issue.params.code : undefined;
}

function toFieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointer([...issue.path, key]),
      code: 'unknown_field',
      message: 'This field is not known here. Remove it.',
    }));
  }
  return [{ pointer: pointer(issue.path), code: ownCode(issue) ?? issue.code, message: issue.message }];
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
