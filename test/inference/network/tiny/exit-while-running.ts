import { openSession } from '../../../../src/inference/network/onnx.ts';
import { tinyModel } from '../../../support/tiny-network.ts';

// Ends the process in the middle of a run that takes a while.
const session = await openSession(tinyModel, ['cpu']);
const n = 6_000;
void session.run(new Float32Array(n * session.size ** 2), n);
setTimeout(() => process.exit(3), 60);
