import { describe, expect, it } from 'vitest';
import { fieldErrors, hasFormProblem } from './field-problems.ts';
import type { ApiProblem } from './problem.ts';

const problem = (facts: Partial<ApiProblem> = {}): ApiProblem => ({
  type: 'urn:ims:problem:validation_failed',
  title: 'Some fields are wrong',
  status: 422,
  code: 'validation_failed',
  request_id: 'req-1',
  ...facts,
});

const wrong = (pointer: string, message = 'must not be empty') => ({ pointer, code: 'invalid', message });

describe('the problems of fields', () => {
  it('land on their fields as sentences, the first of each', () => {
    const errors = [wrong('/name'), wrong('/name', 'is taken'), wrong('/role', 'must be one of: admin, user.')];
    expect(fieldErrors(problem({ errors }), ['name', 'role'])).toEqual({
      name: 'Must not be empty.',
      role: 'Must be one of: admin, user.',
    });
  });

  it('land on the nearest field that the form has', () => {
    const errors = [wrong('/model_config/temperature'), wrong('/cost_config/a~1b')];
    expect(fieldErrors(problem({ errors }), ['model_config', 'cost_config.a/b'])).toEqual({
      model_config: 'Must not be empty.',
      'cost_config.a/b': 'Must not be empty.',
    });
  });

  it('belong to the form when no field has them', () => {
    expect(hasFormProblem(problem(), ['name'])).toBe(true);
    expect(hasFormProblem(problem({ errors: [wrong('/name'), wrong('')] }), ['name'])).toBe(true);
    expect(hasFormProblem(problem({ errors: [wrong('/name')] }), ['name'])).toBe(false);
  });
});
