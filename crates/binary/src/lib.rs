//! ELF and Mach-O facts, one slice at a time
