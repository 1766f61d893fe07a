// Loads the installed package from CommonJS.
const { connect } = require("tsvpp");
const { srPolicyAdd } = require("tsvpp/binapi/sr");

if (typeof connect !== "function" || srPolicyAdd === undefined) throw new Error("require() returned no exports");
