"""The table of claims."""

from fastapi import APIRouter

router = APIRouter()
