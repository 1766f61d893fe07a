// CommonJS programs load the same modules.
const { connect } = require("tsvpp");
const { srPolicyAdd } = require("tsvpp/binapi/sr");

if (typeof connect !== "function" || srPolicyAdd === undefined) throw new Error("require() gave no exports");
