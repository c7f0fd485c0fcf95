"""FHIR R4 at the edge: a prior-authorization bundle becomes a case, a review becomes a response.

Da Vinci PAS 2.2 shapes. Resources are checked with the R4B models of fhir.resources (no R4 models are published any
more); the types read here are the same in both. X12 278 stays with the clearinghouse.
"""
