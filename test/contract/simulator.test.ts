import { SIMULATOR } from "./support/simulator-bench.js";
import { describeBrokerContract } from "./support/describe-broker-contract.js";

describeBrokerContract(SIMULATOR);
