import type { Reporter, TestModule } from 'vitest/node';

/** Closes the run with one line for machines: `Total: N passed, N failed, N skipped`. */
export class TotalReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const total = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') total[state] += 1;
      }
      // Errors of a file or a describe block itself leave no failed test behind.
      total.failed += module.errors().length;
      for (const suite of module.children.allSuites()) total.failed += suite.errors().length;
    }
    process.stdout.write(`Total: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  }
}
