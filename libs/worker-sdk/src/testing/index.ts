export { testHandler, type TestedHandler, type TrialAttempt } from './test-handler.js';
