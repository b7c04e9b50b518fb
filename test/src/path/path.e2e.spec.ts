import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import { accessSuite } from './access.suite.js';
import { alarmsSuite } from './alarms.suite.js';
import { backfillsSuite } from './backfills.suite.js';
import { badInputSuite } from './bad-input.suite.js';
import { controlSuite } from './control.suite.js';
import { examplesSuite } from './examples.suite.js';
import { executingSuite } from './executing.suite.js';
import { guideSuite } from './guide.suite.js';
import { limitsSuite } from './limits.suite.js';
import { logsSuite } from './logs.suite.js';
import { schedulingSuite } from './scheduling.suite.js';
import { secretsSuite } from './secrets.suite.js';
import { workflowAnalysisSuite } from './workflow-analysis.suite.js';
import { workflowControlSuite } from './workflow-control.suite.js';
import { workflowDefinitionsSuite } from './workflow-definitions.suite.js';
import { workflowRunsSuite } from './workflow-runs.suite.js';
import { workflowsSuite } from './workflows.suite.js';

describe.each(['standalone', 'cluster'] as const)('the whole path, %s', (mode) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await startInstallation({ mode });
  });
  afterAll(() => installation?.close());

  const suites = [
    schedulingSuite,
    logsSuite,
    executingSuite,
    alarmsSuite,
    controlSuite,
    limitsSuite,
    secretsSuite,
    workflowsSuite,
    workflowDefinitionsSuite,
    workflowRunsSuite,
    workflowControlSuite,
    workflowAnalysisSuite,
    examplesSuite,
    guideSuite,
    backfillsSuite,
    accessSuite,
    badInputSuite,
  ];
  for (const suite of suites) suite(() => installation);

  it('has met no error of its own meanwhile', () => {
    expect(installation.errorLines()).toEqual([]);
  });
});
