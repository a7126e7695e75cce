import { DERIBIT } from "./support/deribit-bench.js";
import { describeBrokerContract } from "./support/describe-broker-contract.js";

describeBrokerContract(DERIBIT);
