import { openSession } from '../../../../src/inference/network/onnx.ts';
import { tinyModel } from '../../../support/tiny-network.ts';

// Runs a session and leaves it open: the process must end all the same.
const session = await openSession(tinyModel, ['cpu']);
const { gate } = await session.run(new Float32Array(session.size ** 2), 1);
console.log(gate.length);
