// Compiled beside the types that are generated from the schema: an edition goes with its own rows.
import type { AnnualReportOnOpenGovernmentInformationWork as Report, Requests_2019, Requests_2021 } from "./report";

declare const rows2019: Requests_2019["rows"];
declare const rows2021: Requests_2021["rows"];

export const good: Report["requests"] = { edition: "2021", rows: rows2021 };
// @ts-expect-error the rows of one edition under the name of the other
export const hybrid: Report["requests"] = { edition: "2021", rows: rows2019 };

export function overdue(table: Report["requests"]): number | null {
  return table.edition === "2021" ? table.rows.other_fee_unpaid.total : null;
}
