//! Property lists, XML and binary, read under limits
