//! Customs forms as PDF and the worksheet as XLSX.
