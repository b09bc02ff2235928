import { describe, expect, it } from 'vitest';
import { changeOf, pointsOf } from './change.ts';

describe('a change', () => {
  it.each([
    [150, 100, { direction: 'up', text: '50%' }],
    [75, 100, { direction: 'down', text: '25%' }],
    [100.01, 100, { direction: 'same', text: 'no change' }],
    [1200, 100, { direction: 'up', text: '12×' }],
    [0, 100, { direction: 'down', text: '100%' }],
    [3, 0, { direction: 'up', text: 'new' }],
    [0, 0, undefined],
  ])('from %d after %d is told', (now, before, change) => {
    expect(changeOf(now, before)).toEqual(change);
  });
});

describe('a change of a share', () => {
  it.each([
    [0.04, 0.01, { direction: 'up', text: '3 points' }],
    [0.01, 0.025, { direction: 'down', text: '1.5 points' }],
    [0.02, 0.0201, { direction: 'same', text: 'no change' }],
    [0, 0, undefined],
  ])('from %d after %d is in points', (now, before, change) => {
    expect(pointsOf(now, before)).toEqual(change);
  });
});
