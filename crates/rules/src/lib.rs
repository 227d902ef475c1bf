//! Rules as data: schema, embedded rule sets, declarative questions
