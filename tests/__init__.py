"""The tests of Rollcall; a package only so that they can share helpers (`from tests.… import`)."""
